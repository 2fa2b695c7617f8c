"""工作台的网址。"""

from django.urls import URLPattern, URLResolver, include, path

from lianxin.workbench.web import (
    asks,
    attachments,
    cases,
    deputy,
    drafts,
    duties,
    entry,
    moves,
    notices,
    numbers,
    opinions,
    outcomes,
    promises,
    queue,
    services,
    suggestions,
    supervise,
    supervising,
    together,
    unit,
    watch,
)

app_name = "workbench"
urlpatterns: list[URLPattern | URLResolver] = [
    # 家站室、接待、码、机制、公示、文章、代表自己的资料都在这一份里。
    path("", include("lianxin.workbench.urls_registers")),
    # 公文与批示。
    path("", include("lianxin.workbench.urls_papers")),
    # 监督意见书。
    path("", include("lianxin.workbench.urls_letters")),
    # 频次。
    path("", include("lianxin.workbench.urls_cadence")),
    # 联系、小组章程、邀请。
    path("", include("lianxin.workbench.urls_contacts")),
    # 考评、反复提办、滚动续办。
    path("", include("lianxin.workbench.urls_handling")),
    # 手机上一屏记活动。
    path("", include("lianxin.workbench.urls_quick")),
    # 调研。
    path("research/", include("lianxin.workbench.urls_research")),
    # 问卷。
    path("surveys/", include("lianxin.workbench.urls_surveys")),
    # 共评小组。
    path("panels/", include("lianxin.workbench.urls_panels")),
    # 宣传报道。
    path("coverage/", include("lianxin.workbench.urls_coverage")),
    # 联络员名册、征求意见。
    path("", include("lianxin.workbench.urls_consultations")),
    # 活动。
    path("activities/", include("lianxin.workbench.urls_activities")),
    # 安排：树、认领、专项行动。
    path("programmes/", include("lianxin.workbench.urls_programmes")),
    path("", queue.home, name="home"),
    path("cases/<int:pk>/", cases.case_detail, name="case"),
    path("cases/<int:pk>/contact/", cases.reveal, name="reveal"),
    path("cases/<int:pk>/contact/forget/", cases.forget, name="forget"),
    path("cases/<int:pk>/moves/<slug:verb>/", moves.move, name="move"),
    path("cases/<int:pk>/outcomes/", outcomes.case_outcomes, name="case_outcomes"),
    path("together/", together.groups, name="groups"),
    path("together/export.<slug:ext>", together.groups_export, name="groups_export"),
    path("together/new/", together.group_new, name="group_new"),
    path("together/<int:pk>/", together.group, name="group"),
    path("together/<int:pk>/export.<slug:ext>", together.group_export, name="group_export"),
    path("services/", services.services, name="services"),
    path("services/export.<slug:ext>", services.services_export, name="services_export"),
    path("services/<int:pk>/", services.service, name="service"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/export.<slug:ext>", outcomes.outcomes_export, name="outcomes_export"),
    path("outcomes/<int:pk>/", outcomes.outcome, name="outcome"),
    path("cases/<int:pk>/ask/", asks.ask_new, name="ask_new"),
    path("asks/<int:pk>/", asks.ask, name="ask"),
    path("asks/<int:pk>/revoke/", asks.ask_revoke, name="ask_revoke"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/export.<slug:ext>", opinions.opinions_export, name="opinions_export"),
    path("opinions/by-phone/", opinions.opinions_by_phone, name="opinions_by_phone"),
    path("opinions/new/", entry.opinion_new, name="opinion_new"),
    path("opinions/<int:pk>/slip/", entry.slip, name="slip"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path(
        "suggestions/export.<slug:ext>", suggestions.suggestions_export, name="suggestions_export"
    ),
    path("suggestions/window/", suggestions.submission_window, name="submission_window"),
    path("suggestions/new/", drafts.draft_new, name="suggestion_new"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/invite/", drafts.draft_invite, name="draft_invite"),
    path("drafts/<int:pk>/uninvite/", drafts.draft_uninvite, name="draft_uninvite"),
    path("drafts/<int:pk>/answer/", drafts.draft_answer, name="draft_answer"),
    path("drafts/<int:pk>/discard/", drafts.draft_discard, name="draft_discard"),
    path("opinions/<int:pk>/", cases.opinion_case, name="opinion"),
    path("promises/", promises.promises, name="promises"),
    path("promises/export.<slug:ext>", promises.promises_export, name="promises_export"),
    path("watch/", watch.watch, name="watch"),
    path("watch/export.<slug:ext>", watch.watch_export, name="watch_export"),
    path("watch/urge/", watch.urge, name="urge"),
    path("supervise/", supervise.records, name="supervise"),
    path("supervise/export.<slug:ext>", supervise.records_export, name="supervise_export"),
    path("supervise/key/", supervise.key_matters, name="key_matters"),
    path("supervise/key/export.<slug:ext>", supervise.key_export, name="key_export"),
    path("supervise/calendar/", supervise.followups, name="followups"),
    path(
        "supervise/calendar/export.<slug:ext>", supervise.followups_export, name="followups_export"
    ),
    path("supervise/units/", supervise.units, name="supervise_units"),
    path(
        "supervise/units/export.<slug:ext>", supervise.units_export, name="supervise_units_export"
    ),
    path("cases/<int:pk>/supervise/", supervising.record_new, name="supervise_new"),
    path("cases/<int:pk>/lead/", supervising.lead, name="lead"),
    path("leads/<int:pk>/end/", supervising.lead_end, name="lead_end"),
    path("decisions/", watch.decisions, name="decisions"),
    path("mine/", deputy.deputy, name="deputy"),
    path("mine/record/", deputy.my_record_page, name="my_record"),
    path("mine/record/export.<slug:ext>", deputy.my_record_export, name="my_record_export"),
    path("duties/", duties.duties, name="duties"),
    path("duties/export.<slug:ext>", duties.duties_export, name="duties_export"),
    path("unit/", unit.ledger, name="unit"),
    path("unit/export.<slug:ext>", unit.ledger_export, name="unit_export"),
    path("unit/chain/", unit.chain, name="unit_chain"),
    path("unit/drafts/", unit.drafts, name="unit_drafts"),
    path("unit/drafts/<int:pk>/", unit.draft, name="unit_draft"),
    path("unit/drafts/<int:pk>/<slug:act>/", unit.draft_act, name="unit_draft_act"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("notices/<int:pk>/read/", notices.read_one, name="notice_read"),
    path("", include("lianxin.workbench.urls_live")),
    path("rules/", include("lianxin.workbench.urls_rules")),
    path("messages/", include("lianxin.workbench.urls_messages")),
    path("numbers/", numbers.numbers, name="numbers"),
    path("numbers/export.<slug:ext>", numbers.numbers_export, name="numbers_export"),
    path("numbers/<str:key>/", numbers.number, name="number"),
    path(
        "numbers/<str:key>/export.<slug:ext>",
        numbers.number_export,
        name="number_export",
    ),
    path("files/<uuid:pk>/", attachments.attachment, name="file"),
    path("files/<uuid:pk>/small/", attachments.thumbnail, name="thumbnail"),
]
