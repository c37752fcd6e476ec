"use strict";

// The description needs the session that the cookie stands for: without one, sign in first.
(async () => {
  const answer = await fetch("../openapi.json", { headers: { accept: "application/json" } });
  if (answer.status === 401) {
    location.assign("../../sign-in");
    return;
  }
  const main = document.getElementById("api");
  if (!answer.ok) {
    main.textContent = `The description cannot be had just now (${answer.status}). Try again in a moment.`;
    return;
  }
  SwaggerUIBundle({
    spec: await answer.json(),
    domNode: main,
    deepLinking: true,
    docExpansion: "list",
    validatorUrl: null,
  });
})();
