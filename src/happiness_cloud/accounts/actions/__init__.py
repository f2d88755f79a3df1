from .ask_code import CodeSent, ask_code
from .change_password import change_password
from .confirm_second_factor import confirm_second_factor
from .count_try import count_try
from .create_account import Created, create_account
from .create_many import CreatedMany, create_many
from .end_account import end_account
from .end_key import end_key
from .end_session import end_session
from .enrol_second_factor import Offer, enrol_second_factor
from .key_used import key_used
from .make_key import MadeKey, make_key
from .refused_sign_in import refused_sign_in
from .reset_second_factor import reset_second_factor
from .second_step import Stepped, second_step
from .set_password import set_password
from .sign_in_by_code import Arrived, sign_in_by_code
from .signed_in import signed_in
from .signed_out import signed_out
from .sweep import sweep

__all__ = [
    "Arrived",
    "CodeSent",
    "Created",
    "CreatedMany",
    "MadeKey",
    "Offer",
    "Stepped",
    "ask_code",
    "change_password",
    "confirm_second_factor",
    "count_try",
    "create_account",
    "create_many",
    "end_account",
    "end_key",
    "end_session",
    "enrol_second_factor",
    "key_used",
    "make_key",
    "refused_sign_in",
    "reset_second_factor",
    "second_step",
    "set_password",
    "sign_in_by_code",
    "signed_in",
    "signed_out",
    "sweep",
]
