"""名录与设置的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web.registers import boards, codes, receptions, station, stations

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
]
