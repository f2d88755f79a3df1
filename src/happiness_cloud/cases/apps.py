from django.apps import AppConfig


class CasesRoom(AppConfig):
    name = "happiness_cloud.cases"
    label = "cases"
