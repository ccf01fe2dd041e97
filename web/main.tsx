import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./tokens.css";
import { createClient } from "./data/client.ts";
import { router } from "./routes.tsx";

/** A page of an older build asks for parts that are gone: load the new one, once. */
window.addEventListener("vite:preloadError", () => {
  const once = "reloaded";
  if (sessionStorage.getItem(once) === location.href) return;
  sessionStorage.setItem(once, location.href);
  location.reload();
});

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <QueryClientProvider client={createClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
