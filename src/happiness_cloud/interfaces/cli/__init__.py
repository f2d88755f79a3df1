"""The command line: `happiness up`, `status`, `demo`, `import`, `export`, `ledger verify` and the rest."""

from __future__ import annotations

import click

from . import (
    accounts,
    demo,
    erasures,
    evaluate,
    exports,
    imports,
    ledger,
    newroom,
    prepare,
    reset,
    routing,
    status,
    suggest,
    up,
    webhooks,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="happiness-cloud", prog_name="happiness")
def main() -> None:
    """Happiness Cloud (幸福云): the digital governance of communities.

    \b
    Exit codes: 0 done; 1 refused or failed, the reason is printed; 2 the words of the call are off;
    3 something was found (a broken seal, rejected rows).
    """


for command in (
    up.up,
    status.status,
    demo.demo,
    reset.reset,
    routing.routing,
    accounts.token,
    imports.import_group,
    exports.export,
    ledger.ledger,
    newroom.new_room,
    prepare.prepare,
    evaluate.evaluate,
    suggest.suggest,
    webhooks.webhooks,
    erasures.erasures,
    routing.routing,
):
    main.add_command(command)

__all__ = ["main"]
