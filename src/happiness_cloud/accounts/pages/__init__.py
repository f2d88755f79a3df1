"""The pages of the door: signing in and out, the own account, accounts and keys."""

from __future__ import annotations

from django.urls import path

from . import administration, keys, own, resident, staff

urlpatterns = [
    path("sign-in/", staff.sign_in, name="accounts-sign-in"),
    path("sign-in/second/", staff.second, name="accounts-second"),
    path("sign-out/", staff.sign_out, name="accounts-sign-out"),
    path("me/sign-in/", resident.phone, name="accounts-phone"),
    path("me/code/", resident.code, name="accounts-code"),
    path("account/", own.account, name="accounts-own"),
    path("account/password/", own.password, name="accounts-password"),
    path("account/sessions/<int:sign_id>/end/", own.end_session, name="accounts-end-session"),
    path("enrol/", own.enrol, name="accounts-enrol"),
    path("accounts/", administration.accounts, name="accounts-list"),
    path("accounts/new/", administration.create, name="accounts-new"),
    path("accounts/<int:account_id>/", administration.account, name="accounts-account"),
    path("accounts/<int:account_id>/<str:verb>/", administration.change, name="accounts-change"),
    path("accounts/keys/", keys.listing, name="accounts-keys"),
    path("accounts/keys/<int:key_id>/end/", keys.end, name="accounts-end-key"),
]
