"""宣传报道的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web.coverage import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.coverage, name="coverage"),
    path("export.<slug:ext>", pages.coverage_export, name="coverage_export"),
    path("outlets/export.<slug:ext>", pages.coverage_outlets, name="coverage_outlets"),
    path("new/", pages.coverage_new, name="coverage_new"),
    path("<int:pk>/act/", pages.coverage_act, name="coverage_act"),
]
