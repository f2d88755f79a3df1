"""The web process."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

from happiness_cloud.interfaces.gate import Gate

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "happiness_cloud.settings")
application = Gate(get_wsgi_application())

# What is loaded by now stays: the collector need not walk through it again, nor come by at every few requests.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
