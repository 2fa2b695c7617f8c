"""名录与设置的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web.registers import (
    articles,
    boards,
    codes,
    mechanisms,
    publication,
    receptions,
    station,
    stations,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("stations/", stations.stations, name="stations"),
    path("stations/export.<slug:ext>", stations.stations_export, name="stations_export"),
    path("stations/new/", stations.station_new, name="station_new"),
    path("stations/boards/<slug:key>/", boards.station_board, name="station_board"),
    path(
        "stations/boards/<slug:key>/export.<slug:ext>",
        boards.station_board_export,
        name="station_board_export",
    ),
    path("stations/<int:pk>/", station.station, name="station"),
    path("stations/<int:pk>/posting.pdf", codes.posting, name="station_posting"),
    path("receptions/", receptions.reception_list, name="receptions"),
    path("receptions/export.<slug:ext>", receptions.receptions_export, name="receptions_export"),
    path("codes/", codes.code_list, name="codes"),
    path("codes/export.<slug:ext>", codes.codes_export, name="codes_export"),
    path("codes/<int:pk>/", codes.code, name="code"),
    path("codes/<int:pk>/revoke/", codes.code_revoke, name="code_revoke"),
    path("codes/<int:pk>/poster.<slug:ext>", codes.poster, name="poster"),
    path("mechanisms/", mechanisms.mechanism_list, name="mechanisms"),
    path("mechanisms/export.<slug:ext>", mechanisms.mechanisms_export, name="mechanisms_export"),
    path("mechanisms/publish/", mechanisms.mechanism_publish, name="mechanism_publish"),
    path("mechanisms/<int:pk>/", mechanisms.mechanism, name="mechanism"),
    path(
        "mechanisms/<int:pk>/export.<slug:ext>",
        mechanisms.mechanism_export,
        name="mechanism_export",
    ),
    path("mechanisms/<int:pk>/wall.svg", mechanisms.mechanism_svg, name="mechanism_svg"),
    path("mechanisms/<int:pk>/adopt/", mechanisms.mechanism_adopt, name="mechanism_adopt"),
    path("posting/", publication.posting_list, name="posting"),
    path("posting/export.<slug:ext>", publication.posting_export, name="posting_export"),
    path("posting/<int:pk>/", publication.matter, name="matter"),
    path("articles/", articles.article_list, name="articles"),
    path("articles/export.<slug:ext>", articles.articles_export, name="articles_export"),
    path("articles/new/", articles.article_new, name="article_new"),
    path("articles/<int:pk>/", articles.article_page, name="article"),
    path("articles/<int:pk>/archive/", articles.article_archive, name="article_archive"),
]
