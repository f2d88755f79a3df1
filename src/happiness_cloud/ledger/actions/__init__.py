from .seal import seal

__all__ = ["seal"]
