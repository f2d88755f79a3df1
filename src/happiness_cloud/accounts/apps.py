from django.apps import AppConfig


class AccountsRoom(AppConfig):
    name = "happiness_cloud.accounts"
    label = "accounts"
