/* The map's own stylesheet comes with the map: the page names it, and this asks for it once. */

let asked = null;

export function mapStyles() {
  asked ??= new Promise((resolve) => {
    const link = document.createElement("link");
    [link.rel, link.href] = ["stylesheet", document.querySelector('meta[name="map-styles"]').content];
    link.onload = resolve;
    link.onerror = () => {
      asked = null;
      resolve();
    };
    document.head.append(link);
  });
  return asked;
}
