"""工作台的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import attachments, cases, moves, queue

app_name = "workbench"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.home, name="home"),
    path("cases/<int:pk>/", cases.case_detail, name="case"),
    path("cases/<int:pk>/contact/", cases.reveal, name="reveal"),
    path("cases/<int:pk>/moves/<slug:verb>/", moves.move, name="move"),
    path("opinions/<int:pk>/", cases.opinion_case, name="opinion"),
    path("mechanisms/<int:pk>/", cases.opinion_case, name="mechanism"),
    path("files/<uuid:pk>/", attachments.attachment, name="file"),
    path("files/<uuid:pk>/small/", attachments.thumbnail, name="thumbnail"),
]
