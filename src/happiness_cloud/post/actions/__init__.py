from .deliver import Delivered, deliver
from .forget import Forgotten, forget
from .resend import resend
from .send import Queued, send

__all__ = ["Delivered", "Forgotten", "Queued", "deliver", "forget", "resend", "send"]
