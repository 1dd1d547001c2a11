"""Addresses of the pages that every wing shares."""

from __future__ import annotations

from django.urls import path

from guiju.kit.pages import account, acts, cases, design, inbox, receipts

urlpatterns = [
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("act-for/", account.act_for, name="act_for"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>.ics", cases.case, name="case_ics"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/acts/<str:verb>/", acts.act, name="act"),
    path("receipts/<str:id>/", receipts.receipt, name="receipt"),
    path("design/", design.design, name="design"),
]
