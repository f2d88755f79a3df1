from django.apps import AppConfig


class PostRoom(AppConfig):
    name = "happiness_cloud.post"
    label = "post"
