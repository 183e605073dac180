// Runs before the first paint, as a file of its own so that no inline script needs an exception.
(() => {
  const key = "musespark.theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  let watcher = null;

  const choice = () => {
    try { return localStorage.getItem(key) || "system"; } catch { return "system"; }
  };
  const isDark = () => choice() === "dark" || (choice() === "system" && system.matches);
  const apply = () => {
    document.documentElement.dataset.theme = isDark() ? "dark" : "light";
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", isDark() ? "#14110E" : "#FAF7F2");
    watcher?.invokeMethod("Followed", isDark());
  };

  system.addEventListener("change", apply);
  window.addEventListener("storage", event => { if (event.key === key) apply(); });
  apply();

  window.museSpark = {
    theme: {
      choice,
      choose: value => { try { localStorage.setItem(key, value); } catch { /* private window: for this page only */ } apply(); },
      follow: dotnet => { watcher = dotnet; return isDark(); },
    },
    cookie: name => {
      const part = document.cookie.split("; ").find(pair => pair.startsWith(name + "="));
      return part ? decodeURIComponent(part.slice(name.length + 1)) : null;
    },
    copy: async text => {
      if (navigator.clipboard) return await navigator.clipboard.writeText(text);
      // Pages served without TLS to other machines have no clipboard object.
      const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
      (document.querySelector(".mud-dialog") ?? document.body).append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    },
    focus: selector => document.querySelector(selector)?.focus(),
    show: selector => document.querySelector(selector)?.scrollIntoView({ block: "start" }),
    save: (name, type, text) => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    },
    followConnection: dotnet => {
      for (const name of ["online", "offline"]) window.addEventListener(name, () => dotnet.invokeMethod("Followed", navigator.onLine));
      return navigator.onLine;
    },
  };
})();
