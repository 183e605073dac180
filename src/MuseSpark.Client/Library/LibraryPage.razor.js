// Asks for the next page when the end of the list comes near the window.
export function watchEnd(element, page) {
  let near = false;
  const observer = new IntersectionObserver(entries => {
    near = entries.at(-1).isIntersecting;
    look();
  }, { rootMargin: "800px 0px" });
  observer.observe(element);

  function look() {
    if (near) page.invokeMethodAsync("EndIsNearAsync");
  }

  return { look, stop: () => observer.disconnect() };
}
