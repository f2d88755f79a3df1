from django.apps import AppConfig


class PlacesRoom(AppConfig):
    name = "happiness_cloud.places"
    label = "places"
