from .deliver import Delivered, deliver
from .resend import resend
from .send import Queued, send

__all__ = ["Delivered", "Queued", "deliver", "resend", "send"]
