"""The roof: addresses, site shell, API, command line."""
