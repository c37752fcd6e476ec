"use strict";

const form = document.getElementById("form");
const field = document.getElementById("token");
const state = document.getElementById("state");
const error = document.getElementById("error");

// The code stands behind the #, which browsers keep to themselves. It goes from the address bar
// and the history before anything else happens.
const code = new URLSearchParams(location.hash.slice(1)).get("code");
history.replaceState(null, "", location.pathname);

async function signIn(body) {
  const answer = await fetch("api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.ok) {
    location.replace("api/docs/");
    return;
  }
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail ?? `The answer was ${answer.status}.`);
}

function ask(why) {
  state.textContent = "";
  error.textContent = why;
  form.hidden = false;
  field.focus();
}

function why(cause) {
  return `Not signed in: ${cause.message}`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  error.textContent = "";
  try {
    await signIn({ token: field.value.trim() });
  } catch (cause) {
    ask(why(cause));
    field.select();
  }
});

if (code) {
  state.textContent = "Signing in …";
  signIn({ code }).catch((cause) => ask(why(cause)));
} else {
  ask("");
}
