"""Addresses of the pages that every wing shares."""

from __future__ import annotations

from django.urls import path

from guiju.kit.pages import account, design

urlpatterns = [
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("act-for/", account.act_for, name="act_for"),
    path("design/", design.design, name="design"),
]
