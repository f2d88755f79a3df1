import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

_THERE = "INSERT INTO cases_findable (case_id, terms) SELECT id, search FROM cases_case WHERE search IS NOT NULL"
_BACK = "UPDATE cases_case SET search = terms FROM cases_findable WHERE case_id = cases_case.id"


class Migration(migrations.Migration):
    """The terms of the search in a table of their own: a matter's row is written at each step, they are not."""

    dependencies = [
        ('cases', '0008_follows'),
    ]

    operations = [
        migrations.CreateModel(
            name='Findable',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='findable', serialize=False, to='cases.case')),
                ('terms', django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.RunSQL(_THERE, _BACK),
        migrations.RemoveIndex(
            model_name='case',
            name='cases_search',
        ),
        migrations.RemoveField(
            model_name='case',
            name='search',
        ),
        migrations.AddIndex(
            model_name='findable',
            index=django.contrib.postgres.indexes.GinIndex(fields=['terms'], name='cases_terms'),
        ),
    ]
