"""Addresses of the pages that every wing shares."""

from __future__ import annotations

from django.urls import path

from guiju.kit.pages import (
    account,
    acts,
    assess,
    assess_new,
    cases,
    compare,
    deposits,
    design,
    feeds,
    inbox,
    own,
    proof,
    receipts,
    report,
    rules,
    terms,
)

urlpatterns = [
    path("sign-in/", account.sign_in, name="sign_in"),
    path("sign-out/", account.sign_out, name="sign_out"),
    path("act-for/", account.act_for, name="act_for"),
    path("rules/", rules.rules, name="rules"),
    path("rules/compare/", compare.compare, name="compare"),
    path("rules/<path:id>/", rules.rulebook, name="rulebook"),
    path("terms/", terms.terms, name="terms"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>.ics", feeds.case, name="case_ics"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/acts/<str:verb>/", acts.act, name="act"),
    path("cases/<str:number>/begin/<str:procedure>/", acts.begin, name="begin"),
    path("cases/<str:number>/assess/", assess.assess, name="assess"),
    path("cases/<str:number>/assess/<str:block>/", assess.assess_part, name="assess_part"),
    path("cases/<str:number>/report/", report.report, name="report"),
    path("cases/<str:number>/report.pdf", report.pdf, name="report_pdf"),
    path("assess/", assess.assessments, name="assessments"),
    path("assess/new/<path:id>/<str:procedure>/<str:verb>/", assess_new.new, name="assess_new"),
    path("receipts/<str:id>/", receipts.receipt, name="receipt"),
    path("receipts/<str:id>/proof.json", proof.act_proof, name="act_proof"),
    path("records/<str:name>/certificate.<str:form>", proof.certificate, name="certificate"),
    path("deposits/", deposits.listed, name="deposits"),
    path("deposits/new/", deposits.new, name="deposit_new"),
    path("deposits/<str:number>/", deposits.one, name="deposit"),
    path("deposits/<str:number>/proof-<int:part>.json", deposits.proof, name="deposit_proof"),
    path("deposits/<str:number>/files/<int:place>/", deposits.file, name="deposit_file"),
    path("account/", own.account, name="account"),
    path("account/tokens/", own.issue, name="token_issue"),
    path("account/tokens/end/", own.end, name="token_end"),
    path("calendar/<str:token>.ics", feeds.calendar, name="calendar_ics"),
    path("design/", design.design, name="design"),
]
