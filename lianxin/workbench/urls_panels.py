"""共评小组的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web.panels import pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.panels, name="panels"),
    path("export.<slug:ext>", pages.panels_export, name="panels_export"),
    path("new/", pages.panel_new, name="panel_new"),
    path("<int:pk>/", pages.panel, name="panel"),
    path("<int:pk>/draw/export.<slug:ext>", pages.panel_draw, name="panel_draw"),
    path("<int:pk>/results/export.<slug:ext>", pages.panel_results, name="panel_results"),
    path("<int:pk>/rounds/new/", pages.round_new, name="panel_round_new"),
    path("<int:pk>/act/", pages.panel_act, name="panel_act"),
    path("<int:pk>/subjects/<int:rated>/", pages.action_new, name="panel_action_new"),
]
