"""网址总表：各扇门在哪里，谁管哪一段。"""

from django.urls import include, path
from django.views.generic import TemplateView

from lianxin.access.audience import public

# 密码由代表工作机构当面核对后重设，不走电子邮件。
forgotten = public(TemplateView.as_view(template_name="account/password_reset.html"))

urlpatterns = [
    # 接口走得最多，放在最前，不必把每一页都认一遍。
    path("api/v1/", include("lianxin.openapi.urls")),
    path("", include("lianxin.ops.urls")),
    path("", include("lianxin.portal.urls")),
    path("", include("lianxin.workbench.urls_phone")),
    path("desk/import/", include("lianxin.exchange.urls")),
    path("desk/", include("lianxin.workbench.urls")),
    path("account/password/reset/", forgotten),
    path("account/", include("allauth.urls")),
]

handler404 = "lianxin.config.errors.not_found"
handler500 = "lianxin.config.errors.server_error"
