"""工作台的网址。"""

from django.urls import URLPattern, URLResolver, include, path

from lianxin.workbench.web import (
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
    queue,
    suggestions,
    watch,
)

app_name = "workbench"
urlpatterns: list[URLPattern | URLResolver] = [
    # 家站室、接待、码、机制、公示、文章、代表自己的资料都在这一份里。
    path("", include("lianxin.workbench.urls_registers")),
    path("", queue.home, name="home"),
    path("cases/<int:pk>/", cases.case_detail, name="case"),
    path("cases/<int:pk>/contact/", cases.reveal, name="reveal"),
    path("cases/<int:pk>/moves/<slug:verb>/", moves.move, name="move"),
    path("cases/<int:pk>/outcomes/", outcomes.case_outcomes, name="case_outcomes"),
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/export.<slug:ext>", outcomes.outcomes_export, name="outcomes_export"),
    path("outcomes/<int:pk>/", outcomes.outcome, name="outcome"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/export.<slug:ext>", opinions.opinions_export, name="opinions_export"),
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
    path("watch/", watch.watch, name="watch"),
    path("watch/urge/", watch.urge, name="urge"),
    path("decisions/", watch.decisions, name="decisions"),
    path("mine/", deputy.deputy, name="deputy"),
    path("duties/", duties.duties, name="duties"),
    path("duties/export.<slug:ext>", duties.duties_export, name="duties_export"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("numbers/", numbers.numbers, name="numbers"),
    path("numbers/export.<slug:ext>", numbers.numbers_export, name="numbers_export"),
    path("numbers/<str:key>/", numbers.number, name="number"),
    path("files/<uuid:pk>/", attachments.attachment, name="file"),
    path("files/<uuid:pk>/small/", attachments.thumbnail, name="thumbnail"),
]
