from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_told_unit'),
    ]

    operations = [
        migrations.CreateModel(
            name='Learned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('data_hash', models.CharField(max_length=64)),
                ('n', models.PositiveIntegerField()),
                ('scores', models.JSONField(default=dict)),
                ('body', models.BinaryField(default=bytes)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('in_use', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('in_use', True)), fields=('kind',), name='cases_one_model')],
            },
        ),
    ]
