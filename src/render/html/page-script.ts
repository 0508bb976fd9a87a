/**
 * What a page does where scripts run: sort and filter tables, and show one of several metrics of a chart. Without it everything
 * is there to read. It touches nothing but the page.
 */
export const pageScript = `(()=>{
const t=document.documentElement.dataset;
for(const table of document.querySelectorAll('table[data-sort]')){
const body=table.tBodies[0],rows=[...body.rows];
table.querySelectorAll('thead th').forEach((th,i)=>{
const b=document.createElement('button');b.type='button';b.append(...th.childNodes);th.append(b);
b.addEventListener('click',()=>{
const up=th.getAttribute('aria-sort')==='descending'?1:-1;
table.querySelectorAll('th').forEach(o=>o.removeAttribute('aria-sort'));
th.setAttribute('aria-sort',up===1?'ascending':'descending');
const num=th.classList.contains('n');
const key=r=>{const c=r.cells[i];return num?(c.dataset.v===undefined?NaN:Number(c.dataset.v)):c.textContent};
const order=(a,b)=>{const x=key(a),y=key(b);
if(num)return isNaN(x)?(isNaN(y)?0:1):isNaN(y)?-1:(x-y)*up;
return x.localeCompare(y,document.documentElement.lang)*up};
body.append(...rows.slice().sort(order))})});
if(rows.length>12){const f=document.createElement('input');f.type='search';f.className='filter';f.placeholder=t.filter;f.setAttribute('aria-label',t.filter);
f.addEventListener('input',()=>{const w=f.value.toLowerCase();rows.forEach(r=>{r.hidden=!r.textContent.toLowerCase().includes(w)})});
table.parentNode.before(f)}}
for(const group of document.querySelectorAll('[data-switch]')){
const parts=[...group.querySelectorAll(':scope>[data-variant]')],bar=document.createElement('p');bar.className='switch';
const show=k=>{parts.forEach((p,i)=>{p.hidden=i!==k});[...bar.children].forEach((b,i)=>b.setAttribute('aria-pressed',String(i===k)))};
parts.forEach((p,i)=>{const b=document.createElement('button');b.type='button';b.textContent=p.dataset.variant;b.addEventListener('click',()=>show(i));bar.append(b,' ')});
group.prepend(bar);show(0)}
})()`;
