"""监督意见书的网址。"""

from django.urls import URLPattern, URLResolver, path

from lianxin.workbench.web import letterpublic, letters

urlpatterns: list[URLPattern | URLResolver] = [
    path("letters/", letters.letters, name="letters"),
    path("letters/export.<slug:ext>", letters.letters_export, name="letters_export"),
    path("letters/new/", letters.letter_new, name="letter_new"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/edit/", letters.letter_edit, name="letter_edit"),
    path("letters/<int:pk>/showing/", letterpublic.letter_public, name="letter_public"),
    path("letters/<int:pk>/submit/", letters.letter_submit, name="letter_submit"),
    path("letters/<int:pk>/export.<slug:ext>", letters.letter_export, name="letter_export"),
]
