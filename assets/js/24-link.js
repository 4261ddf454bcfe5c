/* The address of what is seen. Of a page opened from disk it is of use on this computer alone. */
function startLink() {
  const button = $("#copy-link"), name = button.textContent;
  const back = settled(4000, () => { button.textContent = name; });
  button.addEventListener("click", async () => {
    writeAddress(false);
    try {
      await navigator.clipboard.writeText(location.href);
    } catch (e) { /* not allowed here */
      notice("This browser does not let the page copy. The address of what you see is in its address bar.");
      return;
    }
    button.textContent = location.protocol === "file:" ? "Copied, for this computer" : "Copied";
    announce(button.textContent);
    back();
  });
}
