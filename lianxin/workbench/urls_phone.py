"""装到手机桌面上要的几样：清单、后台小程序、断网时的壳。都在网站的根上，不认人。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import phone

app_name = "phone"
urlpatterns: list[URLPattern | URLResolver] = [
    path("app.webmanifest", phone.manifest, name="manifest"),
    path("worker.js", phone.worker, name="worker"),
    path("offline/", phone.shell, name="shell"),
]
