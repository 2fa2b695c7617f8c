"""手机上一屏记活动、活动签到码的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import quick, signing

urlpatterns: list[URLPattern | URLResolver] = [
    path("activities/quick/", quick.quick, name="quick"),
    path("activities/quick/hello/", quick.hello, name="quick_hello"),
    path("activities/quick/send/", quick.send, name="quick_send"),
    path("activities/<int:pk>/code/", signing.sign_code, name="sign_code"),
]
