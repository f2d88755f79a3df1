from django.apps import AppConfig


class WebhooksRoom(AppConfig):
    name = "happiness_cloud.webhooks"
    label = "webhooks"
