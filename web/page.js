// Loads the program and says in words how far it is, and what is missing where it cannot run.

const told = document.getElementById('told');
const words = document.getElementById('words');
const more = document.getElementById('more');
const progress = document.getElementById('progress');
const MOST = 600;

function fail(why, hint) {
  told.hidden = false;
  told.classList.add('failed');
  told.setAttribute('role', 'alert');
  words.textContent = String(why).slice(0, MOST);
  more.textContent = hint;
}

const RELOAD = 'Load the page again to start anew. What was not saved is lost; the address still names what was open.';
// Called by the program.
globalThis.tightropeFailed = (why) => fail(why, RELOAD);

// What this browser lacks.
function missing() {
  if (typeof WebAssembly !== 'object') {
    return 'This browser has no WebAssembly, which Tightrope is made of.';
  }
  if (!document.createElement('canvas').getContext('webgl2')) {
    return 'This browser has no WebGL 2, with which Tightrope draws.';
  }
  return '';
}

// The program, counting what has come.
async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${response.statusText}`);
  }
  // What comes packed has another length than is said.
  const total = response.headers.get('Content-Encoding') ? 0 : Number(response.headers.get('Content-Length'));
  if (!total || !response.body) {
    progress.removeAttribute('value');
    return response;
  }
  let came = 0;
  const count = new TransformStream({
    transform(part, to) {
      came += part.byteLength;
      progress.value = came / total;
      to.enqueue(part);
    },
  });
  return new Response(response.body.pipeThrough(count), { headers: { 'Content-Type': 'application/wasm' } });
}

async function begin() {
  const lacks = missing();
  if (lacks) {
    const hint = 'Try a newer Firefox, Chrome, Edge or Safari, and allow hardware acceleration in its settings; or run the program outside a browser.';
    return fail(lacks, hint);
  }
  try {
    // Of the same build as this file.
    const { search } = new URL(import.meta.url);
    const { default: init } = await import(`./tightrope.js${search}`);
    await init({ module_or_path: fetched(`./tightrope_bg.wasm${search}`) });
    progress.removeAttribute('value');
    words.textContent = 'Drawing the first picture…';
    document.getElementById('canvas').focus();
  } catch (error) {
    if (!told.classList.contains('failed')) {
      fail(`Tightrope could not be loaded: ${error.message ?? error}`, 'Check the connection and load the page again.');
    }
  }
}

// The first picture takes the words away.
globalThis.tightropeBegan = () => {
  if (!told.classList.contains('failed')) {
    told.hidden = true;
  }
};

begin();
