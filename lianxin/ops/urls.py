"""给监控程序看的网址。"""

from django.urls import path

from lianxin.ops import web

app_name = "ops"
urlpatterns = [
    path("healthz", web.alive, name="alive"),
    path("readyz", web.ready, name="ready"),
    path("metrics", web.metrics, name="metrics"),
]
