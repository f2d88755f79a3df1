from django.apps import AppConfig


class InterfacesRoom(AppConfig):
    name = "happiness_cloud.interfaces"
    label = "interfaces"
