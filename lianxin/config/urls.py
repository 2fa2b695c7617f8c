"""网址总表：各扇门在哪里，谁管哪一段。"""

from django.urls import include, path

urlpatterns = [
    path("", include("lianxin.ops.urls")),
    path("", include("lianxin.portal.urls")),
    path("desk/", include("lianxin.workbench.urls")),
    path("api/v1/", include("lianxin.openapi.urls")),
    path("account/", include("allauth.urls")),
]

handler404 = "lianxin.config.errors.not_found"
handler500 = "lianxin.config.errors.server_error"
