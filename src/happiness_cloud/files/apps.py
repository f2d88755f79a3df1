from django.apps import AppConfig


class FilesRoom(AppConfig):
    name = "happiness_cloud.files"
    label = "files"
