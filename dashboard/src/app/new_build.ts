const KEY = "loaded-new-build";

/**
 * After a deployment, the files of the page that is open are gone. When one is missing, the page loads anew, once: a second
 * failure has another cause. With unsent words on the page, it only says that there is a new build.
 */
export function loadNewBuildOnce(): void {
  addEventListener("vite:preloadError", (event) => {
    // Without a network, a file that was never loaded is missing, and a load of the page does not help.
    if (!navigator.onLine) return;
    event.preventDefault();
    const isTyping = [...document.querySelectorAll("textarea, input")].some(
      (field) => field instanceof HTMLTextAreaElement && field.value !== field.defaultValue,
    );
    if (isTyping || sessionStorage.getItem(KEY)) {
      dispatchEvent(new Event("build-replaced"));
      return;
    }
    sessionStorage.setItem(KEY, "yes");
    location.reload();
  });
  // A page that runs for a while was complete.
  setTimeout(() => sessionStorage.removeItem(KEY), 10_000);
}
