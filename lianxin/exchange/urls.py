"""批量导入的网址。"""

from django.urls import path

from lianxin.exchange import web

app_name = "exchange"
urlpatterns = [
    path("", web.imports, name="imports"),
    path("template.xlsx", web.template, name="template"),
    path("<int:pk>/", web.run, name="run"),
    path("<int:pk>/confirm/", web.confirm, name="confirm"),
    path("<int:pk>/drop/", web.drop, name="drop"),
]
