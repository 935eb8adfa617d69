"""Addresses of the open pages, and of what everybody does for the own sign-in."""

from django.urls import path

from vorzimmer.website import contact, ending, own_security, prices, security_txt, sign_in, sign_up, texts, views

app_name = "website"
urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-in/second-step/", sign_in.second_step, name="second-step"),
    path("sign-in/second-step/passkey/", sign_in.second_step_options, name="second-step-options"),
    path("sign-in/passkey/", sign_in.passkey_sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/options/", sign_in.passkey_options, name="passkey-options"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("prices/", prices.prices, name="prices"),
    path("sign-up/", sign_up.sign_up, name="sign-up"),
    path("sign-up/bank/", sign_up.bank, name="sign-up-bank"),
    path("legal/<slug:kind>/", sign_up.document, name="document-newest"),
    path("legal/<slug:kind>/<slug:version>/", sign_up.document, name="document"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
    path("services/", texts.services, name="services"),
    path("how-it-works/", texts.how, name="how"),
    path("questions/", texts.questions, name="questions"),
    path("imprint/", texts.imprint, name="imprint"),
    path("contact/", contact.contact, name="contact"),
    path("contact/received/", contact.received, name="received"),
    path("call-back/", contact.call_back, name="call-back"),
    path("notice/", ending.notice, name="notice"),
    path("withdrawal/", ending.withdrawal, name="withdrawal"),
    path("home/", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("design/", views.design, name="design"),
    path("security/", own_security.overview, name="security"),
    path("security/confirm/", own_security.confirm, name="security-confirm"),
    path("security/password/", own_security.password, name="own-password"),
    path("security/app/", own_security.app, name="app"),
    path("security/app/new/", own_security.app_new, name="app-new"),
    path("security/app/key.svg", own_security.app_picture, name="app-picture"),
    path("security/passkey/", own_security.passkey_new, name="passkey-new"),
    path("security/passkey/options/", own_security.passkey_options, name="passkey-new-options"),
    path("security/factors/<uuid:factor_id>/", own_security.factor, name="factor"),
    path("security/factors/<uuid:factor_id>/remove/", own_security.factor_remove, name="factor-remove"),
    path("security/codes/new/", own_security.codes_new, name="codes-new"),
    path("security/codes/text/", own_security.codes_text, name="codes-text"),
    path("security/device/", own_security.device, name="device"),
    path("security/sessions/end/", own_security.sessions_end, name="sessions-end"),
    path("security/sessions/<slug:handle>/end/", own_security.session_end, name="session-end"),
]
