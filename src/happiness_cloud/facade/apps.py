from django.apps import AppConfig


class FacadeRoom(AppConfig):
    name = "happiness_cloud.facade"
    label = "facade"
