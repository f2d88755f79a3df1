"""What `happiness up` stands on: the embedded database, the keys, and the keeper of the running parts.

Plain Python, no Django: it runs before there are settings to load.
"""
