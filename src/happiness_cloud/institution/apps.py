from django.apps import AppConfig


class InstitutionRoom(AppConfig):
    name = "happiness_cloud.institution"
    label = "institution"
