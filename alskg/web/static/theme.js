// Before anything is painted: the choice of light or dark that this browser remembers.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch { /* no storage, no choice: the system decides */ }
