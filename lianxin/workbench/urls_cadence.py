"""频次的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import agenda, cadence, cadences

urlpatterns: list[URLPattern | URLResolver] = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/export.<slug:ext>", agenda.agenda_export, name="agenda_export"),
    path("agenda/feed/", agenda.feed_open, name="feed_open"),
    path("agenda/feed/close/", agenda.feed_close, name="feed_close"),
    path("cadence/", cadence.overview, name="cadence"),
    path("cadence/mine/", cadence.mine, name="cadence_mine"),
    path("cadence/breaches/", cadence.breach_list, name="cadence_breaches"),
    path(
        "cadence/breaches/export.<slug:ext>",
        cadence.breaches_export,
        name="cadence_breaches_export",
    ),
    path("cadence/calendar/", cadence.calendar, name="cadence_calendar"),
    path(
        "cadence/calendar/export.<slug:ext>",
        cadence.calendar_export,
        name="cadence_calendar_export",
    ),
    path("cadence/adopt/", cadences.adopt, name="cadence_adopt"),
    path("cadence/practices/<int:pk>/end/", cadences.end, name="cadence_end"),
    path("cadence/rules/<slug:name>/", cadence.rule_board, name="cadence_rule"),
    path(
        "cadence/rules/<slug:name>/export.<slug:ext>",
        cadence.rule_export,
        name="cadence_rule_export",
    ),
    path("cadence/rules/<slug:name>/<int:subject>/", cadence.rule_records, name="cadence_records"),
    path(
        "cadence/rules/<slug:name>/<int:subject>/export.<slug:ext>",
        cadence.records_export,
        name="cadence_records_export",
    ),
]
