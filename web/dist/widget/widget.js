(()=>{var e=document.currentScript,t=e??document.querySelector(`script[data-agent-id][src*="/widget.js"]`);if(t?.dataset.agentId){let n=e=>import(
/* @vite-ignore */
new URL(e,t.src).href),r=()=>{e&&n(`?${Date.now()}`).catch(()=>void 0)};n(`/widget/loader-B9nVib2g.js`).then(e=>e.start(t,r),r)}else console.error(`Takeover: the script tag needs a data-agent-id.`);})();
