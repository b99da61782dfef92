"""Where the next page of a list begins, in each service's own form."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.pages import cut_short, is_list, next_marker


@pytest.mark.parametrize(
    ("body", "marker"),
    [
        ({"servers": [], "servers_links": [{"rel": "next", "href": "http://n/v2.1/servers?limit=1&marker=a"}]}, "a"),
        ({"ports": [], "ports_links": [{"rel": "previous", "href": "http://n/v2.0/ports?marker=b"}]}, ""),
        ({"images": [], "next": "/v2/images?marker=c&limit=25"}, "c"),
        ({"projects": [], "links": {"next": "http://k/v3/projects?marker=d", "self": "x", "previous": None}}, "d"),
        ({"projects": [], "links": {"next": None, "self": "http://k/v3/projects?marker=e"}}, ""),
        ({"volumes": [], "links": [{"rel": "self"}]}, ""),
        ({"volumes": [], "volumes_links": []}, ""),
        ({"volume_types": [], "volume_type_links": [{"rel": "next", "href": "http://c/v3/types?marker=f"}]}, "f"),
        ({"images": [], "next": "/v2/images?marker=a%20b%26c"}, "a b&c"),
    ],
)
def test_the_marker_of_the_next_page(body: dict[str, object], marker: str) -> None:
    key = next(iter(body))
    assert next_marker(body, key) == marker


def test_keystone_says_that_it_left_something_out() -> None:
    assert cut_short({"projects": [], "truncated": True, "links": {"next": None}}, "projects")
    assert not cut_short({"projects": [], "truncated": True, "links": {"next": "/projects?marker=a"}}, "projects")
    assert not cut_short({"projects": [], "links": {"next": None}}, "projects")


@pytest.mark.parametrize("link", ["/v2/images", "http://[", "nonsense"])
def test_a_link_that_leads_nowhere_means_that_something_was_left_out(link: str) -> None:
    assert cut_short({"images": [], "next": link}, "images")


BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["http://[", "?marker=a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "a_links", "links", "next", "rel", "href", "truncated"]), inner, max_size=4
        )
    ),
)


@given(BODIES)
def test_whatever_an_answer_holds_it_is_a_page_with_a_marker_or_it_is_none(body: Any) -> None:
    if is_list(body, "a"):
        assert isinstance(next_marker(body, "a"), str)
        assert isinstance(cut_short(body, "a"), bool)
