import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "./data/client.ts";
import { router } from "./routes.tsx";

createRoot(document.getElementById("app")!).render(
  <StrictMode>
    <QueryClientProvider client={createClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
