// What the browser does: two lines make the client, one shows what is under test, one says what happened.
const { url, key } = document.documentElement.dataset;
const bootstrap = JSON.parse(document.getElementById('tramo').textContent);
const tramo = createClient({ url, key, ...bootstrap });

const EVENTS = { '/': 'landing_viewed', '/shoe': 'product_viewed', '/checkout': 'checkout_opened' };
const event = EVENTS[location.pathname];
if (event) tramo.track(event);

const advice = document.getElementById('advice');
if (advice) advice.hidden = !tramo.value('size-advice', { advice: false }).advice;
