from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerRoom(AppConfig):
    name = "happiness_cloud.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Let every room's listeners make themselves known."""
        autodiscover_modules("listeners")
